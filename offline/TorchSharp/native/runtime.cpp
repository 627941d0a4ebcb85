// Settings of the process and of the thread: gradients on or off, threads, random numbers.
#include "errors.h"

EXPORT int8_t torch_grad_mode() {
    return c10::GradMode::is_enabled() ? 1 : 0;
}

EXPORT void torch_set_grad_mode(int8_t enabled) {
    c10::GradMode::set_enabled(enabled != 0);
}

EXPORT int32_t torch_threads() {
    return at::get_num_threads();
}

EXPORT Status torch_set_threads(int32_t count) {
    return guarded([&] { at::set_num_threads(count); });
}

EXPORT int32_t torch_interop_threads() {
    return at::get_num_interop_threads();
}

EXPORT Status torch_set_interop_threads(int32_t count) {
    return guarded([&] { at::set_num_interop_threads(count); });
}

EXPORT int32_t torch_cuda_devices() {
    return at::hasCUDA() ? static_cast<int32_t>(at::detail::getCUDAHooks().getNumGPUs()) : 0;
}

EXPORT Status torch_manual_seed(int64_t seed) {
    return guarded([&] { at::manual_seed(static_cast<uint64_t>(seed)); });
}

EXPORT at::Generator* torch_generator_default() {
    return new at::Generator(at::detail::getDefaultCPUGenerator());
}

EXPORT Status torch_generator_create(uint64_t seed, at::Generator** result) {
    return guarded([&] { *result = new at::Generator(at::detail::createCPUGenerator(seed)); });
}

EXPORT void torch_generator_release(at::Generator* generator) {
    delete generator;
}

EXPORT int64_t torch_generator_current_seed(const at::Generator* generator) {
    return static_cast<int64_t>(generator->current_seed());
}

EXPORT Status torch_generator_set_seed(at::Generator* generator, int64_t seed) {
    return guarded([&] {
        const std::lock_guard<std::mutex> lock(generator->mutex());
        generator->set_current_seed(static_cast<uint64_t>(seed));
    });
}

// A fresh seed from the system.
EXPORT int64_t torch_generator_seed(at::Generator* generator) {
    const std::lock_guard<std::mutex> lock(generator->mutex());
    return static_cast<int64_t>(generator->seed());
}

EXPORT Status torch_generator_state(const at::Generator* generator, at::Tensor** result) {
    return guarded([&] { *result = new at::Tensor(generator->get_state()); });
}

EXPORT Status torch_generator_set_state(at::Generator* generator, const at::Tensor* state) {
    return guarded([&] {
        const std::lock_guard<std::mutex> lock(generator->mutex());
        generator->set_state(*state);
    });
}
