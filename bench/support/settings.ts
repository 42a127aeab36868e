import { type Config, loadConfig } from '../../src/config.js';

/** The defaults of a host who set nothing, on the backend and device that are measured; nothing outside `data` is written. */
export function benchConfig(data: string, weightsDir: string): Config {
  return loadConfig({
    DATA_DIR: data,
    WEIGHTS_DIR: weightsDir,
    ENGINE_BACKEND: 'onnxruntime',
    ENGINE_DEVICE: 'cpu',
    LOG_LEVEL: 'warn',
    LOG_FORMAT: 'pretty',
  });
}
