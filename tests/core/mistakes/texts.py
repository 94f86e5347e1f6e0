"""What readers paste and write, and which mistake each text is about. A new report is one line here.

The messages are as torch and Python print them, or printed them in other versions and on other machines; the
descriptions are in readers' words. Of the texts that must find nothing, each has words in common with some mistake.
"""
# ruff: noqa: E501, ISC004  # a text is as it was pasted; one in several pieces is one text

FINDS: dict[str, set[str]] = {
    # messages, bare, in a traceback or in the middle of a question
    "RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn": {
        "not-tracked",
        "forward-under-no-grad",
        "step-makes-untracked",
    },
    "RuntimeError: grad can be implicitly created only for scalar outputs": {"backward-on-vector"},
    "RuntimeError: Trying to backward through the graph a second time (or directly access saved tensors after they "
    "have already been freed). Saved intermediate values of the graph are freed when you call .backward()": {
        "backward-twice"
    },
    "Trying to backward through the graph a second time, but the buffers have already been freed. Specify "
    "retain_graph=True when calling backward the first time.": {"backward-twice"},
    "RuntimeError: a leaf Variable that requires grad is being used in an in-place operation.": {
        "step-outside-no-grad"
    },
    "RuntimeError: a leaf Variable that requires grad has been used in an in-place operation.": {
        "step-outside-no-grad"
    },
    "RuntimeError: a view of a leaf Variable that requires grad is being used in an in-place operation.": {
        "view-of-leaf"
    },
    "ValueError: can't optimize a non-leaf Tensor": {"optimizer-non-leaf"},
    "RuntimeError: Found dtype Double but expected Float": {"double-and-float"},
    "RuntimeError: mat1 and mat2 shapes cannot be multiplied (64x784 and 10x784)": {"matmul-shapes"},
    "RuntimeError: The size of tensor a (32) must match the size of tensor b (31) at non-singleton dimension 0": {
        "dropped-row"
    },
    "RuntimeError: Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.": {
        "numpy-of-tracked"
    },
    "AttributeError: 'float' object has no attribute 'backward'": {"loss-item"},
    "TypeError: unsupported operand type(s) for *: 'float' and 'NoneType'": {
        "second-step-on-none",
        "step-before-backward",
    },
    "TypeError: unsupported operand type(s) for *: 'NoneType' and 'float'": {"step-before-backward"},
    "TypeError: unsupported operand type(s) for -=: 'Tensor' and 'NoneType'": {"step-before-backward"},
    "AttributeError: 'NoneType' object has no attribute 'zero_'": {"zero-before-backward"},
    "AttributeError: 'NoneType' object has no attribute 'data'": {"step-before-backward"},
    "train.py:31: UserWarning: Using a target size (torch.Size([64, 1])) that is different to the input size "
    "(torch.Size([64])). This will likely lead to incorrect results due to broadcasting. Please ensure they have the "
    "same size.\n  loss = F.l1_loss(out, y)": {"target-size"},
    "/opt/conda/lib/python3.11/site-packages/torch/_tensor.py:1013: UserWarning: The .grad attribute of a Tensor that "
    "is not a leaf Tensor is being accessed. Its .grad attribute won't be populated during autograd.backward(). If you "
    "indeed want the .grad field to be populated for a non-leaf Tensor, use .retain_grad() on the non-leaf Tensor. "
    "(Triggered internally at aten/src/ATen/core/TensorBody.h:494.)\n  return self._grad": {
        "grad-of-non-leaf",
        "moved-after-tracking",
        "random-minus-half",
        "step-makes-non-leaf",
    },
    "UserWarning: To copy construct from a tensor, it is recommended to use sourceTensor.detach().clone() or "
    "sourceTensor.detach().clone().requires_grad_(True), rather than torch.tensor(sourceTensor).": {"loss-copied"},
    "RuntimeError: Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at the "
    "moment": {"deepcopy-non-leaf"},
    "RuntimeError: One of the differentiated Tensors appears to not have been used in the graph. Set allow_unused=True "
    "if this is the desired behavior.": {"not-in-graph"},
    "Traceback (most recent call last):\n"
    '  File "/home/me/nets/train.py", line 58, in <module>\n    loss.backward()\n    ~~~~~~~~~~~~~^^\n'
    '  File "/home/me/.venv/lib/python3.11/site-packages/torch/autograd/graph.py", line 824, in _engine_run_backward\n'
    "    return Variable._execution_engine.run_backward(\n"
    "RuntimeError: one of the variables needed for gradient computation has been modified by an inplace operation: "
    "[torch.FloatTensor [3, 1]], which is output 0 of AsStridedBackward0, is at version 2; expected version 1 "
    "instead. Hint: enable anomaly detection to find the operation that failed to compute its gradient, with "
    "torch.autograd.set_detect_anomaly(True).": {"input-changed-in-place"},
    "Hi all, my training stops with can't retain_grad on Tensor that has requires_grad=False and I have no idea what "
    "that wants from me": {"retain-grad-untracked"},
    # descriptions
    "grad is None after backward": {
        "loss-requires-grad",
        "step-makes-non-leaf",
        "grad-of-non-leaf",
        "random-minus-half",
    },
    "grad is None after .cuda()": {"moved-after-tracking"},
    "I created my parameter with requires_grad=True and moved it with .to(device), and now the gradient disappears": {
        "moved-after-tracking"
    },
    "preds.grad is None although coeffs.grad is fine": {"grad-of-non-leaf"},
    "The error about element 0 went away after I set requires_grad on the loss, but the loss does not decline": {
        "loss-requires-grad"
    },
    "why does w.grad become None in the second iteration of my training loop?": {
        "second-step-on-none",
        "step-makes-non-leaf",
    },
    "loss is nan with lr 0.1, fine with 0.001": {"rate-too-large"},
    "My regression on house prices works for a while, then the loss explodes to inf and ends as nan; with a smaller "
    "learning rate it is fine": {"rate-too-large"},
    "one of the rows of my csv has an empty cell in the target column and the loss comes out as nan, but the gradient "
    "is an ordinary number": {"nan-target"},
    "memory grows with every iteration until the machine runs out of it": {"keeps-graphs"},
    "I add up the loss over the epoch for logging and the memory usage keeps growing and growing": {"keeps-graphs"},
    "optimizer.step() runs but the parameters never change after I replaced the weight tensor": {"optimizer-keeps-old"},
    "the gradient doubles each time I call backward": {"forgets-to-zero"},
    "I forgot to call optimizer.zero_grad() in the loop, is that why my loss is not always decreasing even with a tiny "
    "learning rate of 1e-6?": {"forgets-to-zero"},
    "I have one loss per token because of reduction='none' and backward complains": {"backward-on-vector"},
    "the residuals have shape (N, N) instead of (N,)": {"column-targets"},
    "my model predicts the mean of the targets for every sample, the target is a column of shape (N, 1)": {
        "column-targets"
    },
    "part of the forward pass is computed once outside of the loop and the second call of backward fails": {
        "backward-twice"
    },
    "the batch is empty after filtering and the loss is nan": {"no-samples"},
    "I take a step between forward and backward and the gradient is of the old weights": {"stale-gradient"},
    # kept aside until the finder stood, and then tried
    "pytorch: why is my gradient None after calling backward()?": {
        "random-minus-half",
        "grad-of-non-leaf",
        "step-makes-non-leaf",
        "loss-requires-grad",
    },
    "After moving the weights to the GPU w.grad is None": {"moved-after-tracking"},
    "loss becomes NaN after a few iterations": {"rate-too-large"},
    "my loss goes to infinity when I train linear regression by hand": {"rate-too-large"},
    "there is a missing value in my targets": {"nan-target"},
    "gradients keep accumulating across iterations": {"forgets-to-zero"},
    "RAM usage goes up every epoch": {"keeps-graphs"},
    "RuntimeError: expected m1 and m2 to have the same dtype, but got: float != double": {"double-and-float"},
    "RuntimeError: mat1 and mat2 must have the same dtype, but got Double and Float": {"double-and-float"},
    "AttributeError: 'float' object has no attribute 'backward'. Did you mean: 'as_integer_ratio'?": {"loss-item"},
    "ValueError                                Traceback (most recent call last)\nCell In[4], line 3\n      1 w = torch.randn(3, requires_grad=True)*0.1\n----> 3 opt = torch.optim.Adam([w])\n\nFile ~/miniconda3/lib/python3.11/site-packages/torch/optim/adam.py:99, in Adam.__init__\n     97     super().__init__(params, defaults)\n\nValueError: can't optimize a non-leaf Tensor": {
        "optimizer-non-leaf"
    },
    "C:\\Users\\me\\anaconda3\\lib\\site-packages\\torch\\nn\\modules\\loss.py:530: UserWarning: Using a target size (torch.Size([128, 1])) that is different to the input size (torch.Size([128])). This will likely lead to incorrect results due to broadcasting. Please ensure they have the same size.\n  return F.mse_loss(input, target, reduction=self.reduction)": {
        "target-size"
    },
    "the optimizer does not update my weights": {"optimizer-keeps-old"},
    "model always predicts the mean": {"column-targets"},
    "grad_fn=<MeanBackward0> but backward says: Trying to backward through the graph a second time": {"backward-twice"},
    "leaf variable has been moved into the graph interior, or a leaf Variable that requires grad is being used in an in-place operation": {
        "step-outside-no-grad"
    },
    "gradient twice as big as expected": {"forgets-to-zero"},
    "I get the element 0 of tensors does not require grad error in evaluation": {
        "step-makes-untracked",
        "forward-under-no-grad",
        "not-tracked",
    },
    "it says only Tensors of floating point dtype can require gradients": {"integer-coeffs"},
    "TypeError: unsupported operand type(s) for *: 'NoneType' and 'int'": {"step-before-backward"},
    "why do I need zero_grad, my gradints double without it": {"forgets-to-zero"},
    "weights do not change during training although loss.backward() runs fine": {
        "optimizer-keeps-old",
        "loss-requires-grad",
    },
    "calling backward twice gives an error": {"backward-twice"},
}

FINDS_NOTHING: tuple[str, ...] = (
    # warnings and errors with another cause
    "/usr/lib/python3/site-packages/torch/functional.py:512: UserWarning: torch.meshgrid: in an upcoming release, it "
    "will be required to pass the indexing argument. (Triggered internally at "
    "../aten/src/ATen/native/TensorShape.cpp:3526.)\n  return _VF.meshgrid(tensors, **kwargs)",
    "UserWarning: The use of `x.T` on tensors of dimension other than 2 to reverse their shape is deprecated and it "
    "will throw an error in a future release. (Triggered internally at aten/src/ATen/native/TensorShape.cpp:4314.)",
    "UserWarning: Converting a tensor with requires_grad=True to a scalar may lead to unexpected behavior.\nConsider "
    "using tensor.detach() first. (Triggered internally at torch/csrc/autograd/generated/"
    "python_variable_methods.cpp:822.)",
    "UserWarning: Creating a tensor from a list of numpy.ndarrays is extremely slow. Please consider converting the "
    "list to a single numpy.ndarray with numpy.array() before converting to a tensor. (Triggered internally at "
    "../torch/csrc/utils/tensor_new.cpp:278.)",
    "https://github.com/pytorch/pytorch/pull/103001",
    "see https://docs.pytorch.org/docs/stable/generated/torch.Tensor.retain_grad.html and "
    "https://docs.pytorch.org/docs/stable/generated/torch.Tensor.backward.html",
    "(Triggered internally at ../aten/src/ATen/core/TensorBody.h:494.)",
    "TypeError: unsupported operand type(s) for *: 'float' and 'Tensor'",
    "TypeError: unsupported operand type(s) for +: 'int' and 'str'",
    "AttributeError: 'NoneType' object has no attribute 'shape'",
    "AttributeError: 'NoneType' object has no attribute 'parameters'",
    "AttributeError: 'float' object has no attribute 'shape'",
    "AttributeError: 'Tensor' object has no attribute 'backwards'",
    "RuntimeError: CUDA out of memory. Tried to allocate 20.00 MiB (GPU 0; 7.79 GiB total capacity)",
    "RuntimeError: Expected all tensors to be on the same device, but found at least two devices, cuda:0 and cpu!",
    "RuntimeError: expected scalar type Long but found Float",
    "RuntimeError: shape '[4, 3]' is invalid for input of size 10",
    "IndexError: Target 10 is out of bounds.",
    "ValueError: optimizer got an empty parameter list",
    "ValueError: Using a target size is not supported by this scorer",
    "RuntimeError: Error(s) in loading state_dict for Net: Missing key(s) in state_dict: fc1.weight",
    "KeyError: 'loss'",
    "ModuleNotFoundError: No module named 'torch'",
    "RuntimeError: DataLoader worker (pid 4121) is killed by signal: Killed.",
    "Traceback (most recent call last):\n"
    '  File "/home/me/nets/no_grad/retain_grad.py", line 12, in backward\n    loss.requires_grad_()\n'
    '  File "/home/me/nets/zero_grad.py", line 3, in step\n    coeffs = coeffs - lr * coeffs.grad\n'
    "FileNotFoundError: [Errno 2] No such file or directory: 'targets.csv'",
    "---------------------------------------------------------------------------\nZeroDivisionError"
    "                         Traceback (most recent call last)\nCell In[7], line 2\n      1 loss.backward()\n"
    "----> 2 print(coeffs.grad / 0)\n\nZeroDivisionError: division by zero",
    # descriptions of something else
    "grad_fn is None",
    "the gradient is zero",
    "my gradients are always zero, the relu units are dead",
    "the sigmoid is saturated and its gradient is almost zero",
    "what is the gradient of abs at zero in pytorch",
    "what does retain_graph do",
    "how do I freeze a layer",
    "What is a gradient?",
    "How does autograd reach the leaf tensors?",
    "how do I compute a second derivative with autograd",
    "which learning rate should I take for Adam",
    "is the loss summed or averaged over the batch",
    "how do I plot the loss of each epoch",
    "why is float32 the default dtype of a tensor",
    "how do I save the model after the last iteration",
    "my accuracy stays at 10 percent on cifar",
    "training on the gpu is slower than on the cpu",
    "what is the difference between a view and a copy of a tensor",
    "how large should the batch be",
    "the cat sat on the mat, and none of the dogs was in the loop",
    "loss.backward()",
    "Traceback (most recent call last):",
    # kept aside until the finder stood, and then tried
    "AttributeError: 'NoneType' object has no attribute 'next_functions'",
    "AttributeError: 'list' object has no attribute 'backward'",
    "AttributeError: 'Tensor' object has no attribute 'zero_grad'",
    "RuntimeError: Input type (torch.cuda.FloatTensor) and weight type (torch.FloatTensor) should be the same",
    "RuntimeError: stack expects each tensor to be equal size, but got [3] at entry 0 and [4] at entry 1",
    "TypeError: can't convert cuda:0 device type tensor to numpy. Use Tensor.cpu() to copy the tensor to host memory first.",
    "TypeError: expected Tensor as element 0 in argument 0, but got int",
    "ValueError: too many values to unpack (expected 2)",
    "UserWarning: Lazy modules are a new feature under heavy development (Triggered internally at x.cpp:1.)",
    "UserWarning: Detected call of `lr_scheduler.step()` before `optimizer.step()`.",
    "FutureWarning: You are using torch.load with weights_only=False",
    "RuntimeError: derivative for aten::_scaled_dot_product_flash_attention_backward is not implemented",
    "RuntimeError: Given groups=1, weight of size [64, 3, 7, 7], expected input[1, 1, 28, 28] to have 3 channels, but got 1 channels instead",
    "what is the derivative of the absolute value",
    "how to clip gradients by norm",
    "is it possible to see the graph of a model",
    "how do I set the weights of a layer by hand",
    "what does the optimizer do with the learning rate",
    "does batch size change the gradient",
    "how to print the shape of the targets",
    "how many iterations should I train for",
    "is a larger batch better for the loss",
    "why does pytorch use so much memory at import",
    "how do I add a second layer to the model",
    "can I compute the loss on the gpu and the metrics on the cpu",
    "Epoch 1/10: loss 0.693, accuracy 0.51",
    "KeyboardInterrupt",
    "Killed",
)
