#include "train/base/linear_algebra.hpp"

#include <Eigen/Cholesky>
#include <Eigen/QR>
#include <memory>

namespace mote::train::base {

using Eigen::MatrixXd;
using Eigen::MatrixXf;
using Eigen::VectorXd;
using Eigen::VectorXf;

MatrixXf product(const MatrixXf& a, const MatrixXf& b) {
    return a * b;
}

VectorXf product(const MatrixXf& a, const VectorXf& b) {
    return a * b;
}

VectorXf product(const Block& a, const VectorXf& b) {
    return a * b;
}

MatrixXf transposed_product(const MatrixXf& a, const MatrixXf& b) {
    return a.transpose() * b;
}

VectorXf transposed_product(const MatrixXf& a, const VectorXf& b) {
    return a.transpose() * b;
}

MatrixXf transposed_product(const Block& a, const MatrixXf& b) {
    return a.transpose() * b;
}

VectorXf transposed_product(const Block& a, const VectorXf& b) {
    return a.transpose() * b;
}

MatrixXf gram(const Block& a) {
    return a.transpose() * a;
}

MatrixXf lower_gram(const MatrixXf& a) {
    MatrixXf out = MatrixXf::Zero(a.cols(), a.cols());
    out.selfadjointView<Eigen::Lower>().rankUpdate(a.transpose());
    return out;
}

VectorXf solve_positive(const MatrixXf& a, const VectorXf& b) {
    return a.llt().solve(b);
}

VectorXd solve_positive(const MatrixXd& a, const VectorXd& b) {
    return a.llt().solve(b);
}

MatrixXd inverse_of_positive(const MatrixXd& a) {
    return a.llt().solve(MatrixXd::Identity(a.rows(), a.cols()));
}

std::function<MatrixXd(const MatrixXd&)> solver_for_positive(const MatrixXd& a) {
    const auto factors = std::make_shared<const Eigen::LDLT<MatrixXd>>(a);
    return [factors](const MatrixXd& b) { return MatrixXd(factors->solve(b)); };
}

MatrixXf orthonormal_basis(const MatrixXf& a) {
    return Eigen::HouseholderQR<MatrixXf>(a).householderQ() * MatrixXf::Identity(a.rows(), a.cols());
}

}  // namespace mote::train::base
