import { effect, signal } from '@preact/signals'
import { type Language, languageOf } from '../words/language.ts'

const LANGUAGE = 'showrunner.language'
const THEME = 'showrunner.theme'

/** What this browser was told: its language, and light or dark in place of what the system says. */
export function createChoices() {
  const language = signal<Language>(languageOf([localStorage.getItem(LANGUAGE) ?? '', ...navigator.languages]))
  const theme = signal(localStorage.getItem(THEME) ?? '')

  effect(() => {
    document.documentElement.lang = language.value
  })
  effect(() => {
    document.documentElement.dataset.theme = theme.value
  })

  return {
    language,
    theme,
    speak(chosen: Language) {
      localStorage.setItem(LANGUAGE, chosen)
      language.value = chosen
    },
    light(chosen: '' | 'light' | 'dark') {
      localStorage.setItem(THEME, chosen)
      theme.value = chosen
    },
  }
}

export type Choices = ReturnType<typeof createChoices>
