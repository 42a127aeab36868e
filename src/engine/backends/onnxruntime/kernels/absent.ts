/**
 * The kernels of TensorFlow.js 4.22 that this backend does not have, each with the reason. Together with `KERNELS` they
 * are all there are (test/engine/backends/closed-list.test.ts); the op tests that need one of these are not run.
 */
export const ABSENT_KERNELS: ReadonlyMap<string, string> = new Map(
  (
    [
      ['complex64 is not supported', ['Complex', 'ComplexAbs', 'FFT', 'IFFT', 'Imag', 'Real']],
      [
        'strings are not supported',
        ['StaticRegexReplace', 'StringNGrams', 'StringSplit', 'StringToHashBucketFast'],
      ],
      [
        'sparse and ragged tensors, for embeddings and text',
        [
          'RaggedGather',
          'RaggedRange',
          'RaggedTensorToTensor',
          'SparseFillEmptyRows',
          'SparseReshape',
          'SparseSegmentMean',
          'SparseSegmentSum',
          'SparseToDense',
        ],
      ],
      [
        'the shape of the result depends on numbers that are not computed yet',
        ['BroadcastArgs', 'NonMaxSuppressionV3', 'NonMaxSuppressionV4', 'NonMaxSuppressionV5', 'Unique'],
      ],
      ['histograms and searching', ['Bincount', 'DenseBincount', 'LowerBound', 'SearchSorted', 'UpperBound']],
      [
        'reads or warps pictures; no part of a network',
        ['CropAndResize', 'Draw', 'FromPixels', 'RotateWithOffset', 'Transform'],
      ],
      ['grey-scale morphology', ['Dilation2D', 'Dilation2DBackpropFilter', 'Dilation2DBackpropInput']],
      [
        'random integers from a distribution; TensorFlow.js makes other random numbers itself',
        ['Multinomial'],
      ],
      ['bits of integers', ['BitwiseAnd']],
      ['TensorFlow.js never calls it', ['BroadcastTo', 'LogicalXor', 'MatrixBandPart', 'Pool']],
      [
        'volumes, not pictures',
        [
          'AvgPool3D',
          'AvgPool3DGrad',
          'Conv3D',
          'Conv3DBackpropFilterV2',
          'Conv3DBackpropInputV2',
          'MaxPool3D',
          'MaxPool3DGrad',
        ],
      ],
    ] satisfies [string, string[]][]
  ).flatMap(([reason, names]) => names.map((name): [string, string] => [name, reason])),
);
