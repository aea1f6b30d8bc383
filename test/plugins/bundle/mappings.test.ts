import assert from 'node:assert/strict'
import { SourceMap } from 'node:module'
import { test } from 'node:test'
import { transform } from 'esbuild'
import { applyEdits, moveMappings } from '../../../core/plugins/bundle/mappings.ts'
import fc from '../../support/chance.ts'

test('every place of an edited text leads where it led before', async () => {
  const statement = fc.constantFrom('f("x", 1 + 2); ', 'if (a) { b(c) }\n', 'const d = [e, f(g)];\n', 'h("🎁", (i) => i.j(k)); ')
  await fc.assert(
    fc.asyncProperty(fc.array(statement, { minLength: 1, maxLength: 8 }), fc.infiniteStream(fc.nat(60)), async (source, numbers) => {
      const { code, map } = await transform(source.map((text) => `{ ${text} }\n`).join(''), { sourcemap: 'external', sourcefile: 'a.js' })
      const edits = [...code.matchAll(/[a-k]/g)].flatMap(({ index }) => {
        const size = numbers.next().value
        return size % 3 === 0 ? [{ at: index, length: 1, text: 'y'.repeat(1 + size) }] : []
      })
      const moved = { ...JSON.parse(map), mappings: moveMappings(JSON.parse(map).mappings, code, edits) }
      assert.deepEqual(placesOf(applyEdits(code, edits), moved), placesOf(code, JSON.parse(map)))
    }),
    { numRuns: 60 },
  )
})

/** Where each punctuation mark comes from; names are edited, but what begins with one is not moved by its own edit. */
function placesOf(code: string, map: ConstructorParameters<typeof SourceMap>[0]) {
  const sources = new SourceMap(map)
  return code.split('\n').flatMap((text, line) =>
    [...text.matchAll(/[([{+"]/g)].map(({ 0: mark, index }) => {
      const entry = sources.findEntry(line, index)
      return 'originalLine' in entry ? [mark, entry.originalLine, entry.originalColumn] : [mark]
    }),
  )
}
