// Made by ILGPU's offline subset from .NET IL.
// A product and a sum are rounded one after the other, as in .NET.
#pragma OPENCL FP_CONTRACT OFF

// Index2D
typedef struct {
    int X;
    int Y;
} Index2D;

typedef struct { __global int *data; long length; } GlobalView_int;

// GroupKernels.Over2
static void GroupKernels_Over2(Index2D index, GlobalView_int input, GlobalView_int output)
{
    output.data[(int)(index.Y * 5u + index.X)] = index.X * 10u + index.Y + 1u;
}

__kernel void kernel_GroupKernels_Over2(
    int extent_X,
    int extent_Y,
    __global int *input,
    long input_offset,
    long input_length,
    __global int *output,
    long output_offset,
    long output_length)
{
    long linear = get_global_id(0);
    if (linear >= (long)extent_X * (long)extent_Y)
        return;
    GroupKernels_Over2(
        (Index2D){ linear % extent_X, linear / extent_X },
        (GlobalView_int){ input + input_offset, input_length },
        (GlobalView_int){ output + output_offset, output_length });
}
