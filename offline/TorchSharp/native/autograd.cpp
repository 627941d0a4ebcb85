// Backward passes through libtorch's engine.
#include "errors.h"

namespace {

std::vector<at::Tensor> tensors(at::Tensor* const* handles, int32_t count) {
    std::vector<at::Tensor> result(count);
    for (int32_t i = 0; i < count; i++) {
        if (handles[i] != nullptr) {
            result[i] = *handles[i];
        }
    }
    return result;
}

// -1 says "as create_graph is".
c10::optional<bool> optional_flag(int8_t flag) {
    return flag < 0 ? c10::optional<bool>() : c10::optional<bool>(flag != 0);
}

}  // namespace

EXPORT Status torch_autograd_backward(at::Tensor* const* roots, int32_t root_count, at::Tensor* const* grads, int32_t grad_count,
                                      at::Tensor* const* inputs, int32_t input_count, int8_t retain_graph, int8_t create_graph) {
    return guarded([&] {
        torch::autograd::backward(tensors(roots, root_count), tensors(grads, grad_count), optional_flag(retain_graph), create_graph != 0,
                                  tensors(inputs, input_count));
    });
}

// results: one per input, null where the input is unused.
EXPORT Status torch_autograd_grad(at::Tensor* const* roots, int32_t root_count, at::Tensor* const* inputs, int32_t input_count,
                                  at::Tensor* const* grads, int32_t grad_count, int8_t retain_graph, int8_t create_graph,
                                  int8_t allow_unused, at::Tensor** results) {
    return guarded([&] {
        const auto found = torch::autograd::grad(tensors(roots, root_count), tensors(inputs, input_count), tensors(grads, grad_count),
                                                 optional_flag(retain_graph), create_graph != 0, allow_unused != 0);
        for (size_t i = 0; i < found.size(); i++) {
            results[i] = found[i].defined() ? new at::Tensor(found[i]) : nullptr;
        }
    });
}
