//! Reads what people have at hand: [`text`] reads pasted responses, tokens, commands and messages, [`code`] finds the operations in
//! source code, logs and lists. Pure: nothing is sent or kept.

pub mod code;
pub mod text;
