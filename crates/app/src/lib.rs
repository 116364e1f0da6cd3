//! The use cases of the till and the driver that carries them out.
