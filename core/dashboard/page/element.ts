const SVG = 'http://www.w3.org/2000/svg'

type Options = {
  readonly class?: string
  readonly text?: string
  readonly title?: string
  readonly data?: Readonly<Record<string, string>>
}

/** A new element. Text is only ever text: nothing on this page is made of markup that came from elsewhere. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  options: Options = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag)
  if (options.class) made.className = options.class
  if (options.text !== undefined) made.textContent = options.text
  if (options.title) made.title = options.title
  Object.assign(made.dataset, options.data)
  made.append(...children)
  return made
}

/** Text of viewers and plugins, kept from turning the line around it. */
export function foreign(text: string, className = ''): HTMLElement {
  return element('bdi', { class: className, text })
}

/** A button that is pressed by mouse, finger or key. */
export function button(text: string, onPress: () => void, className = ''): HTMLButtonElement {
  const made = element('button', { class: className, text })
  made.type = 'button'
  made.addEventListener('click', onPress)
  return made
}

/** A line drawing in a square of 24. */
export function icon(path: string): SVGSVGElement {
  const drawing = document.createElementNS(SVG, 'svg')
  drawing.setAttribute('viewBox', '0 0 24 24')
  drawing.setAttribute('aria-hidden', 'true')
  const line = document.createElementNS(SVG, 'path')
  line.setAttribute('d', path)
  drawing.append(line)
  return drawing
}
