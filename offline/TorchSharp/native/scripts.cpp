// TorchScript: functions compiled from text, called by name.
#include <torch/csrc/api/include/torch/jit.h>

#include "errors.h"
#include "values.h"

using Unit = std::shared_ptr<torch::jit::CompilationUnit>;

EXPORT Status torch_script_compile(const char* script, Unit** result) {
    return guarded([&] { *result = new Unit(torch::jit::compile(script)); });
}

EXPORT void torch_script_release(Unit* unit) {
    delete unit;
}

EXPORT Status torch_script_invoke(Unit* unit, const char* name, const Value* arguments, int32_t argument_count, Value* result) {
    return guarded([&] {
        auto* function = (*unit)->find_function(c10::QualifiedName(name));
        TORCH_CHECK(function != nullptr, "the script has no function '", name, "'");
        const auto& formal = function->getSchema().arguments();
        TORCH_CHECK(static_cast<size_t>(argument_count) <= formal.size(), name, " takes ", formal.size(), " arguments, not ", argument_count);
        c10::Stack stack;
        for (int32_t i = 0; i < argument_count; i++) {
            stack.push_back(from_value(arguments[i], *formal[i].type()));
        }
        *result = to_value((*function)(std::move(stack)));
    });
}
