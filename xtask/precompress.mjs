// Compresses every file of the site that gets smaller by it to .br and .gz, at the best quality.
// Node includes both formats; in Rust they would be two more crates to compile.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const site = process.argv[2];
const worthIt = /\.(css|html|js|json|mjs|svg|txt|wasm|webmanifest|xml)$/;

const files = readdirSync(site, { recursive: true }).filter((file) => worthIt.test(file));
let whole = 0;
let sent = 0;
for (const file of files) {
  const path = join(site, file);
  const plain = readFileSync(path);
  const brotli = brotliCompressSync(plain, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
    },
  });
  const gzip = gzipSync(plain, { level: 9 });
  if (brotli.length < plain.length) writeFileSync(`${path}.br`, brotli);
  if (gzip.length < plain.length) writeFileSync(`${path}.gz`, gzip);
  whole += plain.length;
  sent += Math.min(brotli.length, plain.length);
  if (/\.(wasm|js)$/.test(file)) {
    console.error(`  ${file}: ${kilobytes(plain.length)}, ${kilobytes(brotli.length)} with brotli`);
  }
}
console.error(`  ${files.length} files: ${kilobytes(whole)}, ${kilobytes(sent)} with brotli`);

function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
