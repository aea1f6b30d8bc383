import { render } from 'preact'
import { createChoices } from '../shell/choices.ts'
import '../styles/theme.css'
import '../styles/kit.css'
import '../kit/field.css'
import './docs.css'
import type { ApiDocument } from './document.ts'
import { Page } from './page.tsx'
import { en, es } from './words.ts'

const words = createChoices().language.value === 'es' ? es : en
document.title = `Showrunner · ${words.title}`
render(<p class="doc">{words.loading}</p>, document.body)
const answer = await fetch('/api/openapi.json').catch(() => undefined)
// The server's own document, which tests compare with what it answers.
if (answer?.ok) render(<Page document={(await answer.json()) as ApiDocument} words={words} />, document.body)
else render(<p class="doc">{words.failed}</p>, document.body)
