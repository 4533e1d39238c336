//! `why403`, the binary. Everything else is in the library, where tests can reach it.

use std::alloc::System;
use std::process::ExitCode;

use zeroizing_alloc::ZeroAlloc;

/// Overwrites memory when it is freed. A secret passes through buffers of many libraries, for HTTP, TLS, and JSON, which leave copies.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<System> = ZeroAlloc(System);

fn main() -> ExitCode {
    server::cli::main()
}
