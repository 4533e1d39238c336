//! Tests the reader of pasted texts.
