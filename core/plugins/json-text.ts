import { type TransformFailure, transform } from 'esbuild'

/** What a file of JSON says. Rejects with a TypeError whose message goes right behind the file's name: line, column and fault. */
export async function readJsonText(file: string): Promise<unknown> {
  const text = file.replace(/^\uFEFF/, '')
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new TypeError(await syntaxProblem(text), { cause })
  }
}

/** JSON.parse often leaves the place out, and says it differently in every Node. */
async function syntaxProblem(text: string): Promise<string> {
  const failure = await transform(text, { loader: 'json', logLevel: 'silent' }).then(
    () => undefined,
    (failed: TransformFailure) => failed.errors[0],
  )
  return failure?.location ? `:${failure.location.line}:${failure.location.column + 1} ${failure.text}` : ' is not JSON'
}
