// What a tensor is, apart from what can be computed with it. A handle is an at::Tensor on the heap, owned by its holder.
#include "errors.h"

EXPORT void torch_tensor_release(at::Tensor* tensor) {
    delete tensor;
}

// Another handle to the same tensor.
EXPORT at::Tensor* torch_tensor_share(const at::Tensor* tensor) {
    return new at::Tensor(*tensor);
}

// Address of the first element, the storage offset included. The name is the one of the real native library.
EXPORT void* THSTensor_data(const at::Tensor* tensor) {
    return tensor->data_ptr();
}

EXPORT int64_t torch_tensor_dimensions(const at::Tensor* tensor) {
    return tensor->dim();
}

EXPORT void torch_tensor_sizes(const at::Tensor* tensor, int64_t* sizes) {
    const auto source = tensor->sizes();
    std::copy(source.begin(), source.end(), sizes);
}

EXPORT Status torch_tensor_strides(const at::Tensor* tensor, int64_t* strides) {
    return guarded([&] {
        const auto source = tensor->strides();
        std::copy(source.begin(), source.end(), strides);
    });
}

EXPORT int64_t torch_tensor_elements(const at::Tensor* tensor) {
    return tensor->numel();
}

EXPORT int64_t torch_tensor_storage_offset(const at::Tensor* tensor) {
    return tensor->storage_offset();
}

EXPORT int8_t torch_tensor_scalar_type(const at::Tensor* tensor) {
    return static_cast<int8_t>(tensor->scalar_type());
}

EXPORT int8_t torch_tensor_device_type(const at::Tensor* tensor) {
    return static_cast<int8_t>(tensor->device().type());
}

EXPORT int8_t torch_tensor_device_index(const at::Tensor* tensor) {
    return tensor->device().index();
}

EXPORT int8_t torch_tensor_is_contiguous(const at::Tensor* tensor) {
    return tensor->is_contiguous() ? 1 : 0;
}

EXPORT int8_t torch_tensor_is_leaf(const at::Tensor* tensor) {
    return tensor->is_leaf() ? 1 : 0;
}

EXPORT int8_t torch_tensor_requires_grad(const at::Tensor* tensor) {
    return tensor->requires_grad() ? 1 : 0;
}

EXPORT Status torch_tensor_set_requires_grad(const at::Tensor* tensor, int8_t requires_grad) {
    return guarded([&] { tensor->set_requires_grad(requires_grad != 0); });
}

EXPORT Status torch_tensor_retain_grad(const at::Tensor* tensor) {
    return guarded([&] { tensor->retain_grad(); });
}

// Null where there is no gradient yet.
EXPORT at::Tensor* torch_tensor_grad(const at::Tensor* tensor) {
    const auto& grad = tensor->grad();
    return grad.defined() ? new at::Tensor(grad) : nullptr;
}

// grad: null takes the gradient away.
EXPORT Status torch_tensor_set_grad(const at::Tensor* tensor, const at::Tensor* grad) {
    return guarded([&] {
        if (grad == nullptr) {
            tensor->mutable_grad().reset();
            return;
        }
        TORCH_CHECK(grad->sizes() == tensor->sizes(), "assigned grad has shape ", grad->sizes(), ", the tensor has ", tensor->sizes());
        TORCH_CHECK(grad->scalar_type() == tensor->scalar_type(), "assigned grad has type ", grad->scalar_type(), ", the tensor has ",
                    tensor->scalar_type());
        tensor->mutable_grad() = *grad;
    });
}
