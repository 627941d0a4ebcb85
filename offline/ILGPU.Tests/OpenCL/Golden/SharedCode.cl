// Made by ILGPU's offline subset from .NET IL.
// A product and a sum are rounded one after the other, as in .NET.
#pragma OPENCL FP_CONTRACT OFF

typedef struct { __global int *data; long length; } GlobalView_int;

// FlowKernels.SharedCode
static void FlowKernels_SharedCode(GlobalView_int input, GlobalView_int output)
{
    int x;
    int i;
    x = input.data[(int)get_local_id(0)];
    i = 0;
    while (i < 10)
    {
        x += (uint)i;
        if (x == 9)
        {
            goto next;
        }
        if (x > 20)
        {
            goto next_2;
        }
        i += 1u;
    }
    x = 0u - x;
next_2:;
    x += 1000u;
next:;
    output.data[(int)get_local_id(0)] = x;
}

__kernel void kernel_FlowKernels_SharedCode(
    __global int *input,
    long input_offset,
    long input_length,
    __global int *output,
    long output_offset,
    long output_length)
{
    FlowKernels_SharedCode(
        (GlobalView_int){ input + input_offset, input_length },
        (GlobalView_int){ output + output_offset, output_length });
}
