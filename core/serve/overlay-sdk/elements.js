// @ts-check
/** @param {string} tag @param {string} className */
export function element(tag, className) {
  return Object.assign(document.createElement(tag), { className })
}

/**
 * An element with words in it, which only ever become text, and whose direction stays their own.
 * @param {string} tag @param {string} className @param {string} content
 */
export function text(tag, className, content) {
  const outer = element(tag, className)
  outer.append(Object.assign(document.createElement('bdi'), { textContent: content }))
  return outer
}
