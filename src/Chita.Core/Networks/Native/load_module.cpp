// Loads a TorchScript module by a function of TorchSharp's bridge, and returns what it throws.
//
// The bridge hands on errors of two types. libtorch's compiler throws a third, for an operator that it does not know or code that is missing,
// and a C++ exception that reaches managed code ends the process: every campaign of the silo with it.

#include <cstdint>
#include <cstring>
#include <exception>

namespace {

using Load = void *(*)(const char *path, std::int64_t device, std::int64_t index);
using LastError = const char *(*)();

void copy(const char *text, char *message, std::size_t capacity) {
    std::strncpy(message, text == nullptr ? "" : text, capacity - 1);
    message[capacity - 1] = '\0';
}

} // namespace

// 0 and the module; or a message of at most capacity - 1 bytes, and 1 where the bridge reported it, 2 where it let it through.
extern "C" __attribute__((visibility("default"))) int
chita_load_module(Load load, LastError last_error, const char *path, void **module, char *message, std::size_t capacity) {
    const std::int64_t cpu = 0, any = -1;
    try {
        *module = load(path, cpu, any);
        if (*module != nullptr)
            return 0;
        copy(last_error(), message, capacity);
        return 1;
    } catch (const std::exception &failure) {
        copy(failure.what(), message, capacity);
    } catch (...) {
        copy("an exception that is none of C++'s own", message, capacity);
    }
    return 2;
}
