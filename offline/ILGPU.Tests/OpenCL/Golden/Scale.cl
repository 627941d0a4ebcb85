// Made by ILGPU's offline subset from .NET IL.
// A product and a sum are rounded one after the other, as in .NET.
#pragma OPENCL FP_CONTRACT OFF

// Pack
typedef struct {
    uint first;
    uint second;
    uint third;
    uint fourth;
} Pack;

typedef struct { __global Pack *data; long length; } GlobalView_Pack;

// Octet.Times
static float8 Octet_Times(float8 *self, float factor)
{
    return *self * (float8)(factor);
}

// HalfKernels.Scale
static void HalfKernels_Scale(GlobalView_Pack input, GlobalView_Pack output, float factor)
{
    float8 local2;
    for (long pack = (long)(int)get_global_id(0); pack < input.length; pack += (ulong)(int)((uint)get_num_groups(0) * (int)get_local_size(0)))
    {
        local2 = vload_half8(pack, (const __global half *)input.data);
        vstore_half8_rte(Octet_Times(&local2, factor), pack, (__global half *)output.data);
    }
}

__kernel void kernel_HalfKernels_Scale(
    __global Pack *input,
    long input_offset,
    long input_length,
    __global Pack *output,
    long output_offset,
    long output_length,
    float factor)
{
    HalfKernels_Scale(
        (GlobalView_Pack){ input + input_offset, input_length },
        (GlobalView_Pack){ output + output_offset, output_length },
        factor);
}
