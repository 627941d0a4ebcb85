namespace ILGPU.Runtime.OpenCL.Translation.Reading;

/// <summary>Where the memory behind a view or a reference lies. OpenCL C 1.2 has no pointer that may point anywhere.</summary>
internal enum Space
{
    Unknown,
    Global,
    Local,
    Private,
}

/// <summary>A space that is found out while a method is read: what is stored into one another shares one.</summary>
internal sealed class SpaceVariable
{
    private SpaceVariable? parent;

    private Space known;

    public SpaceVariable(Space known = Space.Unknown) => this.known = known;

    /// <summary>The variable that stands for all that share a space with this one.</summary>
    public SpaceVariable Root
    {
        get
        {
            SpaceVariable root = this;
            while (root.parent is not null)
                root = root.parent;
            if (root != this)
                parent = root;
            return root;
        }
    }

    public Space Known => Root.known;

    /// <summary>Makes the two share one space; false where they are known to differ.</summary>
    public static bool TryUnify(SpaceVariable first, SpaceVariable second)
    {
        SpaceVariable root = first.Root;
        SpaceVariable other = second.Root;
        if (root == other)
            return true;
        if (root.known != Space.Unknown && other.known != Space.Unknown && root.known != other.known)
            return false;
        if (root.known == Space.Unknown)
            root.known = other.known;
        other.parent = root;
        return true;
    }
}
