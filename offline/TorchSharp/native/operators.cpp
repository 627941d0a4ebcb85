// Every operator of libtorch through one door: looked up by name in the dispatcher's table, called with boxed arguments.
#include "errors.h"
#include "values.h"

EXPORT Status torch_operator_find(const char* name, const char* overload, const c10::OperatorHandle** result) {
    return guarded([&] {
        const auto found = c10::Dispatcher::singleton().findSchema({name, overload});
        TORCH_CHECK(found.has_value(), "libtorch ", TORCH_VERSION, " has no operator ", name, ".", overload);
        *result = new c10::OperatorHandle(*found);  // lives as long as the process, like the operator itself
    });
}

// Missing trailing arguments take the schema's defaults. results: at least as many as the operator returns.
EXPORT Status torch_operator_call(const c10::OperatorHandle* op, const Value* arguments, int32_t argument_count, Value* results,
                                  int32_t result_capacity, int32_t* result_count) {
    return guarded([&] {
        const auto& schema = op->schema();
        const auto& formal = schema.arguments();
        TORCH_CHECK(static_cast<size_t>(argument_count) <= formal.size(), schema.operator_name(), " takes ", formal.size(),
                    " arguments, not ", argument_count);
        TORCH_CHECK(schema.returns().size() <= static_cast<size_t>(result_capacity), schema.operator_name(), " returns too many values");
        c10::Stack stack;
        stack.reserve(formal.size());
        for (int32_t i = 0; i < argument_count; i++) {
            stack.push_back(from_value(arguments[i], *formal[i].type()));
        }
        for (size_t i = argument_count; i < formal.size(); i++) {
            TORCH_CHECK(formal[i].default_value().has_value(), schema.operator_name(), " needs the argument ", formal[i].name());
            stack.push_back(*formal[i].default_value());
        }
        op->callBoxed(&stack);
        for (size_t i = 0; i < stack.size(); i++) {
            results[i] = to_value(stack[i]);
        }
        *result_count = static_cast<int32_t>(stack.size());
    });
}
