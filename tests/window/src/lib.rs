//! Stories in the real window, driven by WebDriver.
