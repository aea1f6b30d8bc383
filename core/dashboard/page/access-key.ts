import { button, element } from './element.ts'
import type { Words } from './words.ts'

const STORED = 'showrunner.key'

/** The key of the link this page was opened with. It leaves the address bar at once and is kept until the tab closes. */
export function takeKey(): string | undefined {
  const given = new URLSearchParams(location.hash.slice(1)).get('key')
  if (given) {
    keepKey(given)
    history.replaceState(null, '', location.pathname + location.search)
  }
  return sessionStorage.getItem(STORED) ?? undefined
}

function keepKey(key: string) {
  sessionStorage.setItem(STORED, key)
}

/** Asks for a key in place of everything else. */
export function showKeyForm(words: Words) {
  const field = element('input')
  Object.assign(field, { type: 'password', autocomplete: 'off', spellcheck: false, required: true, id: 'key' })
  const label = element('label', { text: words.key })
  label.htmlFor = 'key'
  const enter = button(words.enter, () => {}, 'primary')
  enter.type = 'submit'
  const form = element(
    'form',
    { class: 'panel key-form' },
    element('h1', { text: words.keyNeeded }),
    element('p', { text: words.keyAdvice }),
    label,
    field,
    enter,
  )
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    // A whole link may have been pasted.
    keepKey(field.value.trim().replace(/^.*#key=/, ''))
    location.reload()
  })
  document.body.replaceChildren(form)
  field.focus()
}
