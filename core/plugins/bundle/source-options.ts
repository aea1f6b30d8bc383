import type { BuildOptions, Loader } from 'esbuild'

const TEXT = ['.txt', '.html', '.css', '.md', '.csv']
const BYTES = ['.wasm', '.png', '.jpg', '.gif', '.webp', '.svg', '.mp3', '.wav', '.ogg', '.ttf', '.woff2']

const loadAs = (loader: Loader, ends: readonly string[]) => Object.fromEntries(ends.map((end) => [end, loader] as const))

/** How esbuild reads every plugin's source, wherever it is built: for a place with Deno's and the web's names and without Node's. */
export const SOURCE_OPTIONS = {
  platform: 'browser',
  // 'browser', 'import', 'require' and 'default' are there anyhow.
  conditions: ['deno', 'worker', 'module'],
  define: { [['process', 'env', 'NODE_ENV'].join('.')]: '"production"', global: 'globalThis' },
  loader: { ...loadAs('text', TEXT), ...loadAs('binary', BYTES) },
  target: 'node20',
  charset: 'utf8',
  logLevel: 'silent',
  // A tsconfig.json of the plugin's author is for the editor; every plugin is built alike.
  tsconfigRaw: '{}',
} as const satisfies BuildOptions
