// Products and solvers of dense matrices, compiled once for all families: Eigen's templates for them cost seconds in
// every file that uses them. The operands are whole matrices, or the first rows or columns of one (Block).
#pragma once

#include <functional>

#include "train/base/eigen.hpp"

namespace mote::train::base {

using Block = Eigen::Ref<const Eigen::MatrixXf, 0, Eigen::OuterStride<>>;

/// a b
Eigen::MatrixXf product(const Eigen::MatrixXf& a, const Eigen::MatrixXf& b);
Eigen::VectorXf product(const Eigen::MatrixXf& a, const Eigen::VectorXf& b);
Eigen::VectorXf product(const Block& a, const Eigen::VectorXf& b);

/// a' b
Eigen::MatrixXf transposed_product(const Eigen::MatrixXf& a, const Eigen::MatrixXf& b);
Eigen::VectorXf transposed_product(const Eigen::MatrixXf& a, const Eigen::VectorXf& b);
Eigen::MatrixXf transposed_product(const Block& a, const Eigen::MatrixXf& b);
Eigen::VectorXf transposed_product(const Block& a, const Eigen::VectorXf& b);

/// a' a; `lower_gram` sets the lower triangle alone and leaves the rest 0.
Eigen::MatrixXf gram(const Block& a);
Eigen::MatrixXf lower_gram(const Eigen::MatrixXf& a);

/// x with a x = b, for a symmetric, positive definite a of which the lower triangle is read (Cholesky).
Eigen::VectorXf solve_positive(const Eigen::MatrixXf& a, const Eigen::VectorXf& b);
Eigen::VectorXd solve_positive(const Eigen::MatrixXd& a, const Eigen::VectorXd& b);
Eigen::MatrixXd inverse_of_positive(const Eigen::MatrixXd& a);

/// The same for many b: factorises a once, as L D L'.
std::function<Eigen::MatrixXd(const Eigen::MatrixXd&)> solver_for_positive(const Eigen::MatrixXd& a);

/// Columns that span those of a and are orthonormal (Householder).
Eigen::MatrixXf orthonormal_basis(const Eigen::MatrixXf& a);

}  // namespace mote::train::base
