//! Do the tools say what was measured?
