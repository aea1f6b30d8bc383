/** The signal that a plugin stops, made when somebody asks for it. */
export function createStopping(newController: () => AbortController) {
  let controller: AbortController | undefined
  let isStopping = false

  return {
    signal(): AbortSignal {
      controller ??= newController()
      if (isStopping) controller.abort()
      return controller.signal
    },
    stop() {
      isStopping = true
      controller?.abort()
    },
  }
}
