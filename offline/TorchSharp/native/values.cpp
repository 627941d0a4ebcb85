#include "values.h"

#include <cstring>

#include "errors.h"

namespace {

template <typename T>
T* pointer(int64_t address) {
    return reinterpret_cast<T*>(address);  // NOLINT: addresses cross the C interface as 64-bit integers
}

int64_t address(const void* p) {
    return reinterpret_cast<int64_t>(p);  // NOLINT
}

double real(int64_t bits) {
    double result = 0;
    std::memcpy(&result, &bits, sizeof(result));
    return result;
}

c10::IValue integer_list(const Value& value) {
    const auto* items = pointer<const int64_t>(value.data);
    c10::List<int64_t> list;
    list.reserve(value.count);
    for (int64_t i = 0; i < value.count; i++) {
        list.push_back(items[i]);
    }
    return list;
}

c10::IValue tensor_list(const Value& value) {
    auto** items = pointer<at::Tensor*>(value.data);
    c10::List<at::Tensor> list;
    list.reserve(value.count);
    for (int64_t i = 0; i < value.count; i++) {
        list.push_back(*items[i]);
    }
    return list;
}

c10::IValue optional_tensors(const Value& value) {
    auto** items = pointer<at::Tensor*>(value.data);
    c10::List<c10::optional<at::Tensor>> list;
    list.reserve(value.count);
    for (int64_t i = 0; i < value.count; i++) {
        list.push_back(items[i] == nullptr ? c10::optional<at::Tensor>() : c10::optional<at::Tensor>(*items[i]));
    }
    return list;
}

bool wants_real(const c10::Type& type) {
    if (const auto* optional = type.castRaw<c10::OptionalType>()) {
        return wants_real(*optional->getElementType());
    }
    return type.kind() == c10::TypeKind::FloatType;
}

}  // namespace

c10::IValue from_value(const Value& value, const c10::Type& type) {
    switch (value.kind) {
        case kNone:
            return {};
        case kTensor:
            return value.data == 0 ? c10::IValue() : c10::IValue(*pointer<at::Tensor>(value.data));
        case kInteger:
            return wants_real(type) ? c10::IValue(static_cast<double>(value.data)) : c10::IValue(value.data);
        case kReal:
            return real(value.data);
        case kBoolean:
            return value.data != 0;
        case kIntegerList:
            return integer_list(value);
        case kTensorList:
            return tensor_list(value);
        case kOptionalTensors:
            return optional_tensors(value);
        case kText:
            return std::string(pointer<const char>(value.data), value.count);
        case kDevice:
            return c10::Device(static_cast<c10::DeviceType>(value.data), static_cast<c10::DeviceIndex>(value.count));
        case kGenerator:
            return value.data == 0 ? c10::IValue() : c10::IValue(*pointer<at::Generator>(value.data));
        default:
            TORCH_CHECK(false, "an argument of unknown kind ", value.kind);
    }
}

Value to_value(const c10::IValue& value) {
    if (value.isNone()) {
        return {kNone, 0, 0, 0};
    }
    if (value.isTensor()) {
        return {kTensor, 0, value.toTensor().defined() ? address(new at::Tensor(value.toTensor())) : 0, 0};
    }
    if (value.isInt()) {
        return {kInteger, 0, value.toInt(), 0};
    }
    if (value.isBool()) {
        return {kBoolean, 0, value.toBool() ? 1 : 0, 0};
    }
    if (value.isDouble()) {
        const double number = value.toDouble();
        int64_t bits = 0;
        std::memcpy(&bits, &number, sizeof(bits));
        return {kReal, 0, bits, 0};
    }
    if (value.isTensorList()) {
        const auto list = value.toTensorVector();
        auto** items = new at::Tensor*[list.size()];
        for (size_t i = 0; i < list.size(); i++) {
            items[i] = new at::Tensor(list[i]);
        }
        return {kTensorList, 0, address(items), static_cast<int64_t>(list.size())};
    }
    TORCH_CHECK(false, "a result of type ", value.tagKind(), " cannot be handed over");
}

EXPORT void torch_free_tensor_list(at::Tensor** items) {
    delete[] items;
}
