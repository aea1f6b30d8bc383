import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runInNewContext } from 'node:vm'
import { type Comment, parse } from 'acorn'
import { uncensor } from '../../../core/plugins/bundle/censors.ts'
import { applyEdits } from '../../../core/plugins/bundle/mappings.ts'

/** As in ses/src/transforms.js. */
const REFUSED = [/(?:<!--|-->)/, /(^|[^.]|\.\.\.)\bimport(\s*(?:\(|\/[/*]))/, /(^|[^.])\beval(\s*\()/]

function rewrite(code: string) {
  const comments: Comment[] = []
  const program = parse(code, { ecmaVersion: 'latest', sourceType: 'script', onComment: comments })
  const found = uncensor(code, { program, comments })
  return { ...found, code: applyEdits(code, found.edits) }
}

/** Values whose source SES refuses; each is written as an expression. */
const VALUES = [
  `'import(x)' + "a --> b" + '<!-- c -->' + 'eval (1)'`,
  `\`import($\{1 + 1}) \\--> <!-- $\{\`eval($\{2})\`}\``,
  '"\\import(" + "\\eval(" + `\\import (`',
  "'x'.replace(/x/, 'import/* y */') + 'import // z'",
  '/import(?=\\()/.test("import(") + /[eval(]/.exec("(")[0] + /\\seval(a|b)/.test(" evala")',
  '/(?<!--)a/.exec("-- a").index + "" + /<!--/.test("<!--") + /[<!--]+/.exec("<!\\"#-")[0] + /-->/.test("-->") + /[-->]+/.exec("-/>")[0]',
  '/(?<!--)a/u.exec("b a").index + /[<!-->]/u.exec("%")[0] + /import(a)/v.test("importa")',
  '({ import(a) { return a }, eval(b) { return b } }).import(4)',
  '({ get "import(" () { return 5 }, "<!--": 6 })["import("]',
  'new (class { #import(a) { return a + 1 } static eval(a) { return a } b() { return this.#import(1) } })().b()',
  '((...import_) => [...import_])(1)[0] /* import( <!-- */',
  '[{ import: (a) => a }].map((o) => o.import(7))[0] // -->',
]

test('a rewritten script has nothing that SES refuses, and the same value', () => {
  for (const value of VALUES) {
    assert.ok(
      REFUSED.some((pattern) => pattern.test(value)),
      `nothing to rewrite in ${value}`,
    )
    const { code, inTaggedTemplate, imports } = rewrite(`(${value}\n)`)
    assert.deepEqual([inTaggedTemplate, imports], [false, []], value)
    for (const pattern of REFUSED) assert.doesNotMatch(code, pattern)
    assert.equal(runInNewContext(code), runInNewContext(`(${value}\n)`), code)
  }
})

test('operators that look like a comment of HTML are put apart', () => {
  const { code } = rewrite('let n = 3; let turns = 0; while (n --> 0) turns++; turns')
  assert.match(code, /n -- > 0/)
  assert.equal(runInNewContext(code), 3)
})

test('a call of eval stays a call, of the compartment’s own', () => {
  assert.equal(rewrite('eval("1")').code, '(0,eval)("1")')
})

test('a real import() is told, and so is text in a template whose tag may look at how it is written', () => {
  assert.deepEqual(rewrite('const a = "import("; import(a)').imports, [21])
  assert.equal(rewrite('String.raw`import(`').inTaggedTemplate, true)
})
