//! Secrets: the operating system's keyring and redacted values.
