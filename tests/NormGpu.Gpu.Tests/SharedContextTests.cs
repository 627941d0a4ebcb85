using NormGpu.Host.Gpu.Cuda;

namespace NormGpu.Gpu.Tests;

/// <summary>How an accelerator comes to run in the primary context, against a driver that only keeps books: no card has to be there.</summary>
public class SharedContextTests
{
    private const int Torch = 7;
    private const nint Memory = 1000;

    [Fact]
    public void A_call_runs_in_the_primary_context_and_leaves_the_thread_as_it_was()
    {
        var driver = new BookkeepingDriver { Current = Torch };
        var context = Create(driver);
        Assert.Equal(Torch, driver.Current);

        var previous = context.Enter();
        Assert.Equal(BookkeepingDriver.Primary, driver.Current);
        context.Leave(previous);
        Assert.Equal(Torch, driver.Current);
    }

    [Fact]
    public void The_accelerator_is_bound_before_the_primary_context_is_set()
    {
        // The first bind on a thread sets ILGPU's own context; after Enter the primary one must stand all the same.
        var driver = new BookkeepingDriver();
        var context = Create(driver);
        driver.IsBound = false;
        context.Enter();
        Assert.True(driver.IsBound);
        Assert.Equal(BookkeepingDriver.Primary, driver.Current);
    }

    [Theory]
    [InlineData(BookkeepingDriver.Primary, 0, true)]
    [InlineData(BookkeepingDriver.Own, 0, false)]
    [InlineData(Torch, 0, false)]
    [InlineData(BookkeepingDriver.Primary, 1, false)]
    public void Only_memory_of_the_primary_context_is_reached(int allocatedIn, int error, bool reached)
    {
        var driver = new BookkeepingDriver { MemoryContext = allocatedIn, MemoryError = error };
        Assert.Equal(reached, Create(driver).Reaches(Memory));
    }

    [Fact]
    public void Without_a_primary_context_the_accelerator_keeps_its_own_and_reaches_nothing()
    {
        var driver = new BookkeepingDriver { Current = Torch, RetainError = 999, MemoryContext = 0 };
        var context = Create(driver);
        var previous = context.Enter();
        Assert.Equal(BookkeepingDriver.Own, driver.Current);
        Assert.False(context.Reaches(Memory));
        context.Leave(previous);
        Assert.Equal(Torch, driver.Current);
        context.Close();
        Assert.Equal(0, driver.Released);
    }

    [Fact]
    public void The_primary_context_is_released_once()
    {
        var driver = new BookkeepingDriver();
        Create(driver).Close();
        Assert.Equal(1, driver.Released);
    }

    [Fact]
    public void A_refusal_names_the_call_and_its_error()
    {
        var driver = new BookkeepingDriver();
        var context = Create(driver);
        driver.SetError = 201;
        var error = Assert.Throws<InvalidOperationException>(() => context.Enter());
        Assert.Equal("The CUDA driver refused cuCtxSetCurrent with error 201.", error.Message);
    }

    private static SharedContext Create(BookkeepingDriver driver)
    {
        var before = driver.Current;
        driver.Bind();
        return new SharedContext(driver, driver.Bind, device: 0, before);
    }

    private sealed class BookkeepingDriver : ICudaDriver
    {
        public const int Own = 1;
        public const int Primary = 2;

        public nint Current { get; set; }

        public bool IsBound { get; set; }

        public int SetError { get; set; }

        public int RetainError { get; init; }

        public nint MemoryContext { get; init; }

        public int MemoryError { get; init; }

        public int Released { get; private set; }

        /// <summary>As ILGPU's: it sets its own context, but only where it is not the thread's accelerator yet.</summary>
        public void Bind()
        {
            if (IsBound)
                return;
            IsBound = true;
            Current = Own;
        }

        public int GetCurrentContext(out nint context)
        {
            context = Current;
            return 0;
        }

        public int SetCurrentContext(nint context)
        {
            if (SetError == 0)
                Current = context;
            return SetError;
        }

        public int RetainPrimaryContext(int device, out nint context)
        {
            context = Primary;
            return RetainError;
        }

        public int ReleasePrimaryContext(int device)
        {
            Released++;
            return 0;
        }

        public int GetContextOfMemory(nint address, out nint context)
        {
            context = MemoryContext;
            return MemoryError;
        }
    }
}
