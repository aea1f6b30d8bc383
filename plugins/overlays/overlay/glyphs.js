// @ts-check
const SVG = 'http://www.w3.org/2000/svg'

/** Drawn here, so that no picture is ever loaded: paths in a square of 24. */
const GLYPHS = {
  moderator: 'M12 2l8 3v6c0 5-3.400 9-8 11-4.600-2-8-6-8-11V5zM10.800 15.600l5.600-5.600-1.500-1.500-4.100 4.100-1.900-1.900-1.500 1.500z',
  subscriber: 'M12 2.500l2.900 6.200 6.600.800-4.900 4.600 1.300 6.700-5.900-3.300-5.900 3.300 1.300-6.700L2.500 9.500l6.600-.800z',
  friend:
    'M8.500 4a4 4 0 110 8 4 4 0 010-8zM16.500 6a3.300 3.300 0 110 6.600 3.300 3.300 0 010-6.600zM1.500 20c0-4 3-6.500 7-6.500s7 2.500 7 6.500zM17 20c0-2.300-.700-4.100-1.900-5.500 3.600-.700 7.400 1 7.400 5.500z',
  viewers:
    'M12 5c5 0 8.800 3.400 10.500 7-1.700 3.600-5.500 7-10.500 7S3.200 15.600 1.500 12C3.200 8.400 7 5 12 5zm0 2.600a4.400 4.400 0 100 8.800 4.400 4.400 0 000-8.800zm0 2.200a2.200 2.200 0 110 4.400 2.200 2.200 0 010-4.400z',
  likes:
    'M12 21S2.500 15 2.500 8.600C2.500 5.600 4.800 3.500 7.400 3.500c2 0 3.700 1.100 4.600 2.900.900-1.800 2.600-2.900 4.600-2.900 2.600 0 4.900 2.100 4.900 5.100C21.500 15 12 21 12 21z',
  followers:
    'M9.500 3.500a4.500 4.500 0 110 9 4.500 4.500 0 010-9zM1.500 21c0-4.600 3.400-7 8-7 1.900 0 3.700.400 5 1.300A5.800 5.800 0 0013.200 21zM18 14v2.800h2.800v2.200H18v2.800h-2.200V19H13v-2.200h2.800V14z',
}

/** @typedef {keyof typeof GLYPHS} Glyph */

/** A small drawing in the colour of the words around it. @param {Glyph} name */
export function drawGlyph(name) {
  const glyph = document.createElementNS(SVG, 'svg')
  glyph.setAttribute('viewBox', '0 0 24 24')
  glyph.setAttribute('class', `glyph glyph-${name}`)
  glyph.setAttribute('aria-hidden', 'true')
  const path = document.createElementNS(SVG, 'path')
  path.setAttribute('d', GLYPHS[name])
  path.setAttribute('fill-rule', 'evenodd')
  glyph.append(path)
  return glyph
}

/** A line through numbers, from left to right, that fills the box it is put in. @param {readonly number[]} values */
export function drawLine(values) {
  const line = document.createElementNS(SVG, 'svg')
  line.setAttribute('viewBox', '0 0 100 30')
  line.setAttribute('preserveAspectRatio', 'none')
  line.setAttribute('class', 'course')
  line.setAttribute('aria-hidden', 'true')
  const path = document.createElementNS(SVG, 'polyline')
  path.setAttribute('points', pointsOf(values))
  path.setAttribute('vector-effect', 'non-scaling-stroke')
  line.append(path)
  return line
}

/** @param {readonly number[]} values */
function pointsOf(values) {
  const least = Math.min(...values)
  const span = Math.max(...values) - least || 1
  return values
    .map((value, at) => `${((at * 100) / (values.length - 1)).toFixed(1)},${(28 - ((value - least) * 26) / span).toFixed(1)}`)
    .join(' ')
}
