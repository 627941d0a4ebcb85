// An operator's arguments and results as the C interface carries them.
#pragma once

#include <cstdint>

#include "torch.h"

enum ValueKind : int32_t {
    kNone = 0,
    kTensor = 1,           // data: at::Tensor*, null for an absent one
    kInteger = 2,          // data
    kReal = 3,             // data: the bits of a double
    kBoolean = 4,          // data: 0 or 1
    kIntegerList = 5,      // data: int64_t*, count
    kTensorList = 6,       // data: at::Tensor**, count
    kOptionalTensors = 7,  // the same, null for an absent one
    kText = 8,             // data: char*, count
    kDevice = 9,           // data: type, count: index
    kGenerator = 10,       // data: at::Generator*
};

struct Value {
    int32_t kind;
    int32_t unused;
    int64_t data;
    int64_t count;
};

// Reads an argument; `type` is the one the operator's schema asks for.
c10::IValue from_value(const Value& value, const c10::Type& type);

// Writes a result. Tensors become new handles that the caller owns; a list's array is freed by torch_free.
Value to_value(const c10::IValue& value);
