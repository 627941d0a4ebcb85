// Made by ILGPU's offline subset from .NET IL.
// A product and a sum are rounded one after the other, as in .NET.
#pragma OPENCL FP_CONTRACT OFF

typedef struct { __global int *data; long length; } GlobalView_int;

// Counter
typedef struct {
    int Total;
} Counter;

// Counter.set_Total
static void Counter_set_Total(Counter *self, int value)
{
    self->Total = value;
}

// Counter.Add
static void Counter_Add(Counter *self, int x)
{
    Counter_set_Total(self, (uint)self->Total + x);
}

// Counter.Doubled
static int Counter_Doubled(Counter *self)
{
    return self->Total * 2u;
}

// StructKernels.OwnMethods
static void StructKernels_OwnMethods(GlobalView_int input, GlobalView_int output)
{
    Counter local1 = (Counter){ 0 };
    Counter_set_Total(&local1, 1);
    Counter counter = local1;
    for (int i = 0; i <= (int)get_local_id(0); i += 1u)
    {
        Counter_Add(&counter, input.data[i]);
    }
    output.data[(int)get_local_id(0)] = (uint)counter.Total + Counter_Doubled(&counter);
}

__kernel void kernel_StructKernels_OwnMethods(
    __global int *input,
    long input_offset,
    long input_length,
    __global int *output,
    long output_offset,
    long output_length)
{
    StructKernels_OwnMethods(
        (GlobalView_int){ input + input_offset, input_length },
        (GlobalView_int){ output + output_offset, output_length });
}
