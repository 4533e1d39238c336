//! Reads what people have at hand: [`reading`] collects what a text shows about a refused request, [`text`] reads single responses,
//! tokens and commands, [`code`] finds the operations in source code, logs and lists. Pure: nothing is sent or kept.

pub mod code;
pub mod reading;
pub mod text;
