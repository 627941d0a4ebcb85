#include "errors.h"

#include <string>

namespace {
thread_local std::string last_message;
thread_local std::shared_ptr<void> last_managed;
void (*release_callback)(void*) = nullptr;
}  // namespace

ManagedException::ManagedException(void* exception) : object_(exception, release_managed) {}

void release_managed(void* object) noexcept {
    if (object != nullptr && release_callback != nullptr) {
        release_callback(object);
    }
}

Status remember_exception() noexcept {
    try {
        throw;
    } catch (const ManagedException& e) {
        last_managed = e.object();
        return kManagedException;
    } catch (const c10::Error& e) {
        last_message = e.what_without_backtrace();
    } catch (const std::exception& e) {
        last_message = e.what();
    } catch (...) {
        last_message = "an unknown C++ exception";
    }
    return kTorchError;
}

// UTF-8, valid until this thread's next failing call.
EXPORT const char* torch_last_error() {
    return last_message.c_str();
}

// The managed exception of this thread's last failing call, as a handle; the native side keeps its ownership.
EXPORT void* torch_last_managed_exception() {
    return last_managed.get();
}

EXPORT void torch_forget_managed_exception() {
    last_managed.reset();
}

EXPORT void torch_set_release_callback(void (*release)(void*)) {
    release_callback = release;
}
