// Compresses every file of the site that gets smaller when compressed, to .br and .gz at the best quality.
// Node includes both formats; in Rust they would be two more crates to compile.
import { readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import zlib, { constants } from "node:zlib";

const brotliCompress = promisify(zlib.brotliCompress);
const gzip = promisify(zlib.gzip);

const site = process.argv[2];
const worthIt = /\.(css|html|js|json|mjs|svg|txt|wasm|webmanifest|xml)$/;

const files = (await readdir(site, { recursive: true })).filter((file) => worthIt.test(file));
const sizes = await Promise.all(files.map((file) => compress(file)));
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
const whole = sum(sizes.map(({ plain }) => plain));
const sent = sum(sizes.map(({ brotli }) => brotli));
console.error(`  ${files.length} files: ${kilobytes(whole)}, ${kilobytes(sent)} with brotli`);

/** Compresses a file, and returns its size before and after, in bytes. */
async function compress(file) {
  const path = join(site, file);
  const plain = await readFile(path);
  const parameters = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
    [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
  };
  const [br, gz] = await Promise.all([brotliCompress(plain, { params: parameters }), gzip(plain, { level: 9 })]);
  if (br.length < plain.length) await writeFile(`${path}.br`, br);
  if (gz.length < plain.length) await writeFile(`${path}.gz`, gz);
  const brotli = Math.min(br.length, plain.length);
  if (/\.(wasm|js)$/.test(file)) {
    console.error(`  ${file}: ${kilobytes(plain.length)}, ${kilobytes(brotli)} with brotli`);
  }
  return { plain: plain.length, brotli };
}

function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
