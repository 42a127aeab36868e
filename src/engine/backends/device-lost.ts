/**
 * What the runtimes say when the device itself is gone, so that nothing in this process can compute on it again:
 * a driver that was reset or updated, a GPU that hung or fell off the bus. (Running out of the device's memory is not
 * among these.) ONNX Runtime and TensorFlow have no codes for it, only words.
 */
const WORDS: readonly RegExp[] = [
  // WebGPU (Dawn).
  /device (was|is) lost|device lost|VK_ERROR_DEVICE_LOST/i,
  // CUDA: errors after which the context is of no use (cudaErrorIllegalAddress, LaunchFailure, LaunchTimeout,
  // EccUncorrectable, DevicesUnavailable …), by number from ONNX Runtime, by name from TensorFlow.
  /CUDA failure (4|46|74|214|700|702|709|710|715|716|717|718|719|999)\b/,
  /CUDA_ERROR_(ILLEGAL_ADDRESS|LAUNCH_FAILED|LAUNCH_TIMEOUT|ECC_UNCORRECTABLE|DEVICE_UNAVAILABLE|CONTEXT_IS_DESTROYED|ASSERT|HARDWARE_STACK_ERROR|UNKNOWN)/,
  // DirectML: DXGI_ERROR_DEVICE_REMOVED, _HUNG, _RESET and _DRIVER_INTERNAL_ERROR.
  /DXGI_ERROR_DEVICE_(REMOVED|HUNG|RESET)|DXGI_ERROR_DRIVER_INTERNAL|887A00(05|06|07|20)/i,
];

/** Whether an error says that the device it came from is gone. */
export function isDeviceLost(thrown: unknown): boolean {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    const { message } = error;
    if (WORDS.some((words) => words.test(message))) return true;
  }
  return false;
}
