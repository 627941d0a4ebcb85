// How an error crosses the C interface: entry points return a status, the message waits in the thread until it is read.
#pragma once

#include <cstdint>
#include <exception>
#include <memory>

#include "torch.h"

#define EXPORT extern "C" __attribute__((visibility("default")))

enum Status : int32_t { kOk = 0, kTorchError = 1, kManagedException = 2 };

// An exception of the managed side on its way through libtorch. Holds the managed object until the last copy is gone.
class ManagedException : public std::exception {
  public:
    explicit ManagedException(void* exception);
    const char* what() const noexcept override { return "an exception in a managed function"; }
    const std::shared_ptr<void>& object() const { return object_; }

  private:
    std::shared_ptr<void> object_;
};

// Frees a handle to a managed object; callable from any thread.
void release_managed(void* object) noexcept;

// Takes the exception in flight as this thread's last error.
Status remember_exception() noexcept;

// Runs the body of an entry point: nothing that C++ throws leaves it.
template <typename Body>
Status guarded(Body&& body) noexcept {
    try {
        body();
        return kOk;
    } catch (...) {
        return remember_exception();
    }
}
