// Made by ILGPU's offline subset from .NET IL.
// A product and a sum are rounded one after the other, as in .NET.
#pragma OPENCL FP_CONTRACT OFF

typedef struct { __global int *data; long length; } GlobalView_int;

typedef struct { __local int *data; long length; } LocalView_int;

// GroupKernels.Tree
static void GroupKernels_Tree(GlobalView_int input, GlobalView_int output, __local int *shared)
{
    LocalView_int shared_2 = (LocalView_int){ shared, 16L };
    shared_2.data[(int)get_local_id(0)] = input.data[(int)((uint)get_group_id(0) * (int)get_local_size(0) + (int)get_local_id(0))];
    barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
    for (int half_ = (int)get_local_size(0) / 2; half_ > 0; half_ /= 2)
    {
        if ((int)get_local_id(0) < half_)
        {
            __local int *value1 = &shared_2.data[(int)get_local_id(0)];
            *value1 = (uint)*value1 + shared_2.data[(int)((uint)get_local_id(0) + half_)];
        }
        barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
    }
    if ((int)get_local_id(0) == 0)
    {
        output.data[(int)get_group_id(0)] = shared_2.data[0];
    }
}

__kernel void kernel_GroupKernels_Tree(
    __global int *input,
    long input_offset,
    long input_length,
    __global int *output,
    long output_offset,
    long output_length)
{
    __local int shared[16];
    GroupKernels_Tree(
        (GlobalView_int){ input + input_offset, input_length },
        (GlobalView_int){ output + output_offset, output_length },
        shared);
}
