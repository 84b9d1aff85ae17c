#pragma once

#include <functional>

namespace schemalint {

/// Runs `work` on a thread with a stack large enough for the evaluator's bounded recursion, and
/// waits for it. An exception that `work` throws is thrown again here. The pages of the stack are
/// taken from the system only as they are touched.
void run_on_big_stack(const std::function<void()>& work);

}  // namespace schemalint
