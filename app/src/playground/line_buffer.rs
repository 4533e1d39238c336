//! Splits a stream into complete lines. A chunk can end anywhere, also within a character.

/// Collects chunks and returns lines.
#[derive(Debug, Default)]
pub struct LineBuffer(Vec<u8>);

impl LineBuffer {
    /// Adds a chunk. Returns the lines that are complete now, without line ends and without empty lines.
    pub fn push(&mut self, chunk: &[u8]) -> Vec<Vec<u8>> {
        let mut lines = Vec::new();
        let mut rest = chunk;
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            let (line, behind) = rest.split_at(end);
            self.0.extend_from_slice(line);
            lines.push(std::mem::take(&mut self.0));
            rest = behind.get(1..).unwrap_or_default();
        }
        self.0.extend_from_slice(rest);
        lines.retain(|line| !line.trim_ascii().is_empty());
        lines
    }

    /// The rest of the stream: a last line without a line end.
    pub fn finish(self) -> Option<Vec<u8>> {
        (!self.0.trim_ascii().is_empty()).then_some(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STREAM: &str = "{\"a\":\"ü\"}\n\n{\"b\":2}\r\n{\"c\":3}";

    #[test]
    fn lines_do_not_depend_on_the_chunks() {
        let bytes = STREAM.as_bytes();
        for size in 1..=bytes.len() {
            let mut buffer = LineBuffer::default();
            let mut lines: Vec<Vec<u8>> = bytes
                .chunks(size)
                .flat_map(|chunk| buffer.push(chunk))
                .collect();
            lines.extend(buffer.finish());
            let texts: Vec<String> = lines
                .into_iter()
                .map(|line| String::from_utf8(line).unwrap().trim().to_owned())
                .collect();
            assert_eq!(
                texts,
                ["{\"a\":\"ü\"}", "{\"b\":2}", "{\"c\":3}"],
                "in chunks of {size}"
            );
        }
    }

    #[test]
    fn a_line_is_returned_as_soon_as_it_ends() {
        let mut buffer = LineBuffer::default();
        assert!(buffer.push(b"{\"a\"").is_empty());
        assert_eq!(buffer.push(b":1}\n{"), [b"{\"a\":1}".to_vec()]);
        assert_eq!(buffer.finish(), Some(b"{".to_vec()));
    }
}
