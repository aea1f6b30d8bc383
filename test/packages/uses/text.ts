import type { Use } from './use.ts'

/** Packages that read and write text. */
export const TEXT: Readonly<Record<string, Use>> = {
  cheerio: ["import * as cheerio from 'cheerio'", `cheerio.load('<ul><li>a</li><li>b</li></ul>')('li').last().text()`, 'b'],
  compromise: ["import nlp from 'compromise'", `nlp('She sells seven roses').verbs().toPastTense().text()`, 'sold'],
  'emoji-regex': ["import emoji from 'emoji-regex'", `'a 🌹 b 👩‍🚀'.match(emoji()).length`, 2],
  eta: ["import { Eta } from 'eta/core'", `new Eta().renderString('Hi <%= it.name %>', { name: '<Ann>' })`, 'Hi &lt;Ann&gt;'],
  'fast-xml-parser': [
    "import { XMLParser } from 'fast-xml-parser'",
    `new XMLParser().parse('<a><b>1</b><b>2</b></a>')`,
    { a: { b: [1, 2] } },
  ],
  franc: ["import { franc } from 'franc'", `franc('Alle Menschen sind frei und gleich an Würde und Rechten geboren.')`, 'deu'],
  graphql: [
    "import { buildSchema, graphql } from 'graphql'",
    `graphql({ schema: buildSchema('type Query { a: Int }'), source: '{ a }', rootValue: { a: 1 } })`,
    { data: { a: 1 } },
  ],
  handlebars: [
    "import Handlebars from 'handlebars'",
    `Handlebars.compile('{{#each names}}{{this}}! {{/each}}')({ names: ['Ann', 'Bo'] })`,
    'Ann! Bo! ',
  ],
  he: ["import he from 'he'", `he.decode('&lt;Ann &amp; Bo&gt;')`, '<Ann & Bo>'],
  linkifyjs: ["import { find } from 'linkifyjs'", `find('see example.com now').map(({ href }) => href)`, ['http://example.com']],
  liquidjs: [
    "import { Liquid } from 'liquidjs'",
    `new Liquid().parseAndRender('{{ name | upcase }} <!-- -->', { name: 'ann' })`,
    'ANN <!-- -->',
  ],
  'markdown-it': [
    "import markdown from 'markdown-it'",
    `markdown().render('**Hi** <!-- a -->')`,
    '<p><strong>Hi</strong> &lt;!-- a --&gt;</p>\n',
  ],
  marked: ["import { marked } from 'marked'", `marked.parse('# Hi *you* <!-- a -->')`, '<h1>Hi <em>you</em> <!-- a --></h1>\n'],
  mustache: ["import mustache from 'mustache'", `mustache.render('Hi {{name}}', { name: 'Ann' })`, 'Hi Ann'],
  obscenity: [
    "import { RegExpMatcher, englishDataset, englishRecommendedTransformers } from 'obscenity'",
    `new RegExpMatcher({ ...englishDataset.build(), ...englishRecommendedTransformers }).hasMatch('what a sh1t day')`,
    true,
  ],
  papaparse: ["import Papa from 'papaparse'", `Papa.parse('a,b\\n1,"x,y"', { header: true }).data`, [{ a: '1', b: 'x,y' }]],
  qs: ["import qs from 'qs'", `qs.parse('a[b]=1&a[c][]=2')`, { a: { b: '1', c: ['2'] } }],
  yaml: [
    "import { parse, stringify } from 'yaml'",
    `[parse('a: [1, { b: 2 }]'), stringify({ c: ['d'] })]`,
    [{ a: [1, { b: 2 }] }, 'c:\n  - d\n'],
  ],
}
