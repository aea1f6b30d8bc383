/** How Deno runs a runner: reading these folders and nothing else, no question asked, nothing fetched. Its environment is empty anyway. */
export function denoFlags(readable: readonly string[]): readonly string[] {
  return [
    'run',
    '--quiet',
    '--no-prompt',
    '--no-config',
    '--no-lock',
    '--no-remote',
    '--cached-only',
    // What is installed is taken as it is; with its own ideas of packages it finds none of them.
    '--node-modules-dir=manual',
    // msgpackr asks for a variable of its own while it loads; of an empty environment it learns nothing.
    '--allow-env',
    `--allow-read=${readable.map((folder) => folder.replaceAll(',', ',,')).join(',')}`,
  ]
}
