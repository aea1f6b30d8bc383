import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clean } from '../../../../plugins/tts/text/clean.ts'

const es = (text: string, more = {}) => clean(text, { language: 'es', max: 200, namesEmoji: false, ...more })
const en = (text: string, more = {}) => clean(text, { language: 'en-US', max: 200, namesEmoji: false, ...more })

test('a plain sentence stays what it is, with its accents and numbers', () => {
  const said = '¡Qué bien, José! Son 1000000 de pingüinos: 3,50 € y 100 %.'
  assert.equal(es(said), said)
})

test('T54: speech markup of viewers is never spoken, nor handed on', () => {
  assert.equal(es('hola <audio src="http://evil.example/x.wav"/> luna'), 'hola luna')
  assert.equal(es('<speak><voice name="x">hola</voice></speak>'), 'hola')
  assert.equal(es('hola <break time="3600s"'), 'hola')
  assert.equal(es('<!-- secreto --> hola'), 'hola')
  assert.equal(es('＜audio src=x＞ hola'), 'hola')
  assert.equal(en('you & me <3 & 2 > 1'), 'you and me 3 and 2 1')
  assert.ok(!/[<>&]/.test(es('<<a>> &lt;b&gt; <<<>>> &amp; a<b>c')))
})

test('T54: phonemes, stage directions, templates and code lose what makes them so', () => {
  assert.equal(en("[[h@'loU]] [shouts] hi"), "h 'loU shouts hi")
  // biome-ignore lint/suspicious/noTemplateCurlyInString: what somebody may send, as it is.
  assert.equal(en('{{user.name}} ${7*7} <%= 1 %> `id`'), 'user.name $ 7 7 % 1 % id')
  assert.equal(en('"; rm -rf / $(id)'), '; rm -rf / $(id)')
})

test('T54: a hundred kilobytes are cut before they are looked at', () => {
  assert.equal(es('hola '.repeat(20_000)).length <= 200, true)
  assert.equal(es('x'.repeat(100_000)), 'xxx')
  assert.equal(es('1'.repeat(100_000)).length, 200)
})

test('controls, directions and invisible characters are gone', () => {
  assert.equal(es('ho\u200Bla\u0000\u202Eodnum\u2066\u00AD'), 'ho la odnum')
  assert.equal(es('a\r\nb\tc\u2028d\u{E0041}\uFEFF\uD800'), 'a b c d')
  assert.equal(es('ｈｏｌａ ①②'), 'hola 12')
  assert.equal(es(`z${'\u0301'.repeat(50)}a`).length <= 4, true)
})

test('what is repeated without end is said three times', () => {
  assert.equal(es('holaaaaaaaaa'), 'holaaa')
  assert.equal(es('jajajajajajajaja'), 'jajaja')
  assert.equal(es('gol gol gol gol gol gol'), 'gol gol gol')
  assert.equal(es('¿qué?????!!!!!'), '¿qué?!')
  assert.equal(es('espera....... ya'), 'espera. ya')
  assert.equal(es('va va va'), 'va va va')
})

test('links are a word of the language', () => {
  assert.equal(es('mira https://evil.example/a?b=c#d ya'), 'mira enlace ya')
  assert.equal(en('see www.evil.example, or evil.com/x now'), 'see link or link now')
  assert.equal(es('entra en discord.gg/abc.'), 'entra en enlace')
  assert.equal(es('fin.Ahora sigo. 3.5 y a.m.'), 'fin.Ahora sigo. 3.5 y a.m.')
})

test('emoji are left out, or named once each', () => {
  assert.equal(es('hola 😀😀😀 👩‍👩‍👧‍👦🇪🇸 luna'), 'hola luna')
  assert.equal(es('hola 😂😂😂🔥🔥 luna', { namesEmoji: true }), 'hola risas, fuego luna')
  assert.equal(en('❤️ 👍🏽', { namesEmoji: true }), 'heart, thumbs up')
  assert.equal(en('🫠🫥', { namesEmoji: true }), '')
  assert.equal(en('I 💜💙🖤💚 it', { namesEmoji: true }), 'I purple heart, blue heart, black heart it')
})

test('nothing that can be said is nothing', () => {
  for (const text of ['', '   ', '...', '!!!', '😀', '\u0000\u200B', '<b></b>', '***']) assert.equal(es(text), '')
})

test('a long text ends behind a word', () => {
  assert.equal(es('uno dos tres cuatro', { max: 12 }), 'uno dos tres')
  assert.equal(es('uno dos tres cuatro', { max: 15 }), 'uno dos tres')
  assert.equal(es(`${'ab'.repeat(2)}cdefghijklmnop`, { max: 10 }).length, 10)
})

test('cleaning a clean text changes nothing, whatever came', () => {
  const pieces = ['hola', ' ', '<b>', '😀', '\u200D', '&', '!!!!', 'aaaa', 'www.a.com', '[', '1', '\u0301', 'ñ', '\uD83D', '{{', 'é']
  let state = 7
  for (let round = 0; round < 500; round += 1) {
    let text = ''
    for (let n = 0; n < 12; n += 1) {
      state = (state * 16_807) % 2_147_483_647
      text += pieces[state % pieces.length]
    }
    const once = es(text)
    assert.equal(es(once), once, JSON.stringify(text))
    assert.ok(!/[<>&[\]\p{Cc}\p{Cf}]/u.test(once), JSON.stringify(text))
  }
})
