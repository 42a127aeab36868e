/** Where ONNX Runtime computes. */
export type OnnxDevice = 'cpu' | 'cuda' | 'webgpu' | 'dml' | 'coreml';
