import Glibc

/// Looks up functions of libraries that libcurl loads, by name, so that their headers are not
/// needed to build.
enum DynamicLibrary {
    static func open(_ name: String) -> UnsafeMutableRawPointer? { dlopen(name, RTLD_NOW) }

    /// Returns the function of this name; `Function` is its C type.
    static func function<Function>(
        _ name: String, in library: UnsafeMutableRawPointer?, as type: Function.Type
    ) -> Function? {
        guard let library, let address = dlsym(library, name) else { return nil }
        return unsafeBitCast(address, to: type)
    }
}
