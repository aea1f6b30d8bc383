import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wordsFor } from '../../core/dashboard/page/words.ts'

test('the page speaks the first language it knows of those asked for, else English', () => {
  assert.deepEqual(
    [['es-MX', 'en'], ['de', 'es'], ['en-GB', 'es'], ['de'], []].map((languages) => wordsFor(languages).language),
    ['es', 'es', 'en', 'en', 'en'],
  )
})
