/**
 * ONNX Runtime, without its telemetry. From 1.30 on (seen on Linux x64) it keeps records of its use in the
 * user's cache folder and sets out to send them to Microsoft (mobile.events.data.microsoft.com), unless this variable forbids it when
 * the library is loaded; it also leaves a `mat-debug-PID.log` in the temporary folder for every process. Whoever sets
 * the variable has decided otherwise.
 *
 * Imported here, when it is asked for, so that a machine where it cannot load gets a report instead of a process that
 * does not start.
 */
export async function loadOnnxRuntime(): Promise<typeof import('onnxruntime-node')> {
  process.env.ORT_DISABLE_TELEMETRY ??= '1';
  return import('onnxruntime-node');
}
