// A custom autograd function whose backward is managed code: one node of libtorch's graph that calls back.
#include <unordered_set>

#include "errors.h"

using torch::autograd::Node;
using torch::autograd::SavedVariable;
using torch::autograd::variable_list;
using torch::autograd::VariableInfo;

namespace {

// grads: one per output, null where undefined. results: one per tensor input, filled with handles that become the caller's.
// Returns null, or a handle to the exception that ended it.
using BackwardCallback = void* (*)(void* context, at::Tensor** grads, int32_t grad_count, at::Tensor** results, int32_t result_count);

BackwardCallback backward_callback = nullptr;

class ManagedNode : public Node {
  public:
    // context: a handle to the managed side's state. It must not hold this node, or neither would ever go.
    ManagedNode(void* context, std::string name) : context_(context), name_(std::move(name)) {}
    ~ManagedNode() override { release_managed(context_); }

    std::string name() const override { return name_; }

    variable_list apply(variable_list&& grads) override {
        std::vector<at::Tensor> materialized(grads.begin(), grads.end());
        std::vector<at::Tensor*> handles(grads.size());
        at::OptionalDeviceGuard guard;
        for (size_t i = 0; i < grads.size(); i++) {
            if (!materialized[i].defined() && materialize_grads && i < outputs.size()) {
                materialized[i] = outputs[i].zeros(guard);
            }
            handles[i] = materialized[i].defined() ? new at::Tensor(materialized[i]) : nullptr;
        }
        std::vector<at::Tensor*> results(num_outputs(), nullptr);
        void* exception = backward_callback(context_, handles.data(), static_cast<int32_t>(handles.size()), results.data(),
                                            static_cast<int32_t>(results.size()));
        variable_list inputs(results.size());
        for (size_t i = 0; i < results.size(); i++) {
            if (results[i] != nullptr) {
                inputs[i] = *results[i];
                delete results[i];
            }
        }
        if (exception != nullptr) {
            throw ManagedException(exception);
        }
        return inputs;
    }

    void release_variables() override {
        saved.clear();
        released = true;
    }

    std::vector<SavedVariable> saved;
    std::vector<VariableInfo> outputs;
    bool materialize_grads = true;
    bool released = false;

  private:
    void* context_;
    std::string name_;
};

using Holder = std::shared_ptr<ManagedNode>;

}  // namespace

EXPORT void torch_function_set_callback(BackwardCallback backward) {
    backward_callback = backward;
}

// The holder keeps the node until torch_function_release; the graph keeps it after that.
EXPORT Status torch_function_create(void* context, const char* name, at::Tensor* const* inputs, int32_t input_count, int8_t executable,
                                    Holder** result, ManagedNode** node) {
    return guarded([&] {
        Holder holder(new ManagedNode(context, name), torch::autograd::deleteNode);
        if (executable != 0) {
            variable_list variables(input_count);
            for (int32_t i = 0; i < input_count; i++) {
                variables[i] = *inputs[i];
            }
            holder->set_next_edges(torch::autograd::collect_next_edges(variables));
        }
        *node = holder.get();
        *result = new Holder(std::move(holder));
    });
}

EXPORT void torch_function_release(Holder* holder) {
    delete holder;
}

// Ties the outputs of a forward to the node. results: handles that become the caller's, null for an undefined output.
EXPORT Status torch_function_wrap(Holder* holder, int8_t executable, int8_t materialize_grads, at::Tensor* const* inputs,
                                  int32_t input_count, at::Tensor* const* constants, int32_t constant_count, at::Tensor* const* dirty,
                                  int32_t dirty_count, at::Tensor* const* outputs, int32_t output_count, at::Tensor** results) {
    return guarded([&] {
        variable_list variables(input_count);
        for (int32_t i = 0; i < input_count; i++) {
            variables[i] = *inputs[i];
        }
        std::unordered_set<at::TensorImpl*> constant_set;
        for (int32_t i = 0; i < constant_count; i++) {
            constant_set.insert(constants[i]->unsafeGetTensorImpl());
        }
        std::unordered_set<at::TensorImpl*> dirty_set;
        for (int32_t i = 0; i < dirty_count; i++) {
            dirty_set.insert(dirty[i]->unsafeGetTensorImpl());
        }
        std::vector<c10::optional<at::Tensor>> raw(output_count);
        for (int32_t i = 0; i < output_count; i++) {
            if (outputs[i] != nullptr) {
                raw[i] = *outputs[i];
            }
        }
        const auto no_forward_mode = [](const variable_list&, const variable_list&) -> variable_list {
            TORCH_CHECK(false, "forward-mode differentiation is not possible through a managed function");
        };
        const auto node = executable != 0 ? std::static_pointer_cast<Node>(*holder) : nullptr;
        const auto wrapped = torch::autograd::_wrap_outputs(variables, constant_set, dirty_set, raw, node, no_forward_mode);
        (*holder)->materialize_grads = materialize_grads != 0;
        for (int32_t i = 0; i < output_count; i++) {
            const bool defined = wrapped[i].has_value() && wrapped[i]->defined();
            if (executable != 0) {
                (*holder)->outputs.push_back(defined ? VariableInfo(*wrapped[i]) : VariableInfo());
            }
            results[i] = defined ? new at::Tensor(*wrapped[i]) : nullptr;
        }
    });
}

// Keeps tensors for the backward: inputs by reference, the node's own outputs without a cycle. Null stays null.
EXPORT Status torch_function_save(ManagedNode* node, at::Tensor* const* tensors, int32_t count) {
    return guarded([&] {
        node->saved.clear();
        for (int32_t i = 0; i < count; i++) {
            if (tensors[i] == nullptr) {
                node->saved.emplace_back();
                continue;
            }
            const bool is_output = tensors[i]->grad_fn().get() == node;
            node->saved.emplace_back(*tensors[i], is_output);
        }
    });
}

EXPORT int32_t torch_function_saved_count(const ManagedNode* node) {
    return static_cast<int32_t>(node->saved.size());
}

// results: torch_function_saved_count handles that become the caller's.
EXPORT Status torch_function_saved(ManagedNode* node, at::Tensor** results) {
    return guarded([&] {
        TORCH_CHECK(!node->released, torch::autograd::ERR_BACKWARD_TWICE);
        const auto self = node->shared_from_this();
        for (size_t i = 0; i < node->saved.size(); i++) {
            const auto tensor = node->saved[i].unpack(self);
            results[i] = tensor.defined() ? new at::Tensor(tensor) : nullptr;
        }
    });
}
