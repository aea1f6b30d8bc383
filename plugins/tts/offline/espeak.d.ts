/** An optional package: undefined when it was not added. */
declare module '@echogarden/espeak-ng-emscripten' {
  const load: unknown
  export default load
}
